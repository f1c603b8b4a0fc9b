@notification @lists
Feature: A client hears of lists

  Changes that others make, answers in every form, and refusals.

  Rule: C-LST-04 Others add and remove Alice at any time

    @certify-client @C-LST-04
    Example: Eve adds Alice and takes her off again
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ADD 0 RL 40 <eve=eve@passport.com> Eavesdropper\r\n
            REM 0 RL 41 <eve>\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-LST-04):
        | contact | lists |
        | Eve     | BL    |

  Rule: C-LST-05 Somebody unknown who adds Alice is told to the user, or added

    @certify-client @C-LST-05 @C-LST-04
    Example: Gina adds Alice
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ADD 0 RL 40 gina@passport.com Gina\r\n
        """
      Then Alice still answers

  Rule: C-LST-10 A change that was made elsewhere is taken

    @certify-client @C-LST-10
    Example: Fred is added and Carol is taken away by another client of Alice
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ADD 0 FL 40 <fred=fred@passport.com> Fred 0\r\n
            ADD 0 AL 41 <fred> Fred\r\n
            REM 0 AL 42 <carol=carol@passport.com>\r\n
            ADD 0 BL 43 <carol> Carol\r\n
            REM 0 FL 44 <carol> 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-LST-10):
        | contact | lists    |
        | Fred    | FL,AL,RL |
        | Carol   | BL       |

  Rule: C-NOT-01 A notification is skipped by its length

    @certify-client @C-NOT-01
    Example: NOT that nobody has asked for, with line ends in it
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NOT 112\r\n
            \<NOTIFICATION ver="2" id="1">\<TO pid="0x1:0x2" name="alice@passport.com"/>\r\n
            \<MSG pri="1">\r\n
            \</MSG>\</NOTIFICATION>
        """
      Then Alice still answers

    @certify-client @C-NOT-01
    Example: IPG
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< IPG 49\r\n
            \<NOTIFICATION id="0">\<MSG id="0"/>\</NOTIFICATION>
        """
      Then Alice still answers

    @certify-client @C-NOT-01 @X-FRM-09
    Example: NOT cut at every byte
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends, byte by byte:
        """
        <<< NOT 112\r\n
            \<NOTIFICATION ver="2" id="1">\<TO pid="0x1:0x2" name="alice@passport.com"/>\r\n
            \<MSG pri="1">\r\n
            \</MSG>\</NOTIFICATION>
        """
      Then Alice still answers

  Rule: C-SYN-09 Numbers and settings of unknown types are passed over

    @certify-client @C-SYN-09 @C-SYN-06
    Example: Types of later dialects, and a number without a value
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <rest-version=0>\r\n
        <<< SYN <syn> 4000000000 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            PRP MFN Alice\r\n
            PRP XYZ 1 2 3\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <carol=carol@passport.com> Carol 3 0\r\n
            BPR HSB 1\r\n
            BPR PHM\r\n
            BPR PHW 2.71841844\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-SYN-09, C-SYN-06):
        | contact | lists | PHW        | PHM |
        | Carol   | FL,AL | 2.71841844 |     |

  Rule: C-SYN-05 An empty list is a list

    @certify-client @C-SYN-05
    Example: Nobody is on any list
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <rest-version=0>\r\n
        <<< SYN <syn> 4000000000 0 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
        """
      Then Alice still answers

  Rule: C-SYN-13 A list that is not to be had for the moment does no harm

    @certify-client @C-SYN-13
    Example: SYN is answered by a version alone
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <rest-version=0>\r\n
        <<< SYN <syn> 4000000000\r\n
        """
      Then Alice's client goes on or gives up

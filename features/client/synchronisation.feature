@certify-client @lists
Feature: Alice's client takes the list, whatever it looks like

  Background:
    Given the kit plays the server

  Rule: C-PRO-01 C-PRO-02 The profile

    @C-PRO-01 @X-FRM-09
    Example: The profile is cut, and a line of presence is glued to it
      Given Alice has been let in
      When the server describes Alice's account:
        """
        # C-PRO-01
        <<< MSG Hotmail Hotmail 79\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsprof
        # X-FRM-09
        <<< ile; charset=UTF-8\r\n
            kv: 4\r\n
            \r\n
            NLN NLN nobody@passport.com Nobody 0\r\n
        """
      Then Alice goes on to synchronise

    @C-PRO-01
    Example: The profile comes behind SYN
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-PRO-01
        <<< MSG Hotmail Hotmail 79\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsprofile; charset=UTF-8\r\n
            kv: 4\r\n
            \r\n
            SYN <syn> 27 0 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
        """
      Then Alice still answers

  Rule: C-SYN-03 C-SYN-10 Nothing has changed since Alice was last here

    @C-SYN-03 @C-SYN-10
    Example: Alice comes back to the same list
      Given a server that sends no list to whoever has it
      And the accounts stand as in the example session
      And Alice is online
      When Alice logs out
      Then Alice can sign in again and become visible (C-SYN-03)
      And Alice still answers
      And Alice's client knows these contacts (C-SYN-03):
        | contact | lists | groups |
        | Carol   | FL,AL | 0      |

    @C-SYN-10
    Example: Alice has changed something before she left
      Given a server that sends no list to whoever has it
      And the accounts stand as in the example session
      And Alice is online
      When Alice removes Carol
      And Alice logs out
      Then Alice can sign in again and become visible (C-SYN-10)
      And Alice still answers

  Rule: C-SYN-04 C-SYN-07 Everything comes

    @C-SYN-07
    Example: Everybody has a group, on the forward list or not
      Given a server that gives a group to everybody on the list
      And the accounts stand as in the example session
      Then Alice signs in all the same (C-SYN-07)
      And Alice's client knows these contacts (C-SYN-07):
        | contact | lists    | groups |
        | Bob     | FL,AL,RL | 0      |
        | Eve     | BL,RL    |        |

    @C-SYN-04
    Example: The settings, the groups and two contacts
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-04
        <<< SYN <syn> 4294967295 2 2\r\n
            GTC N\r\n
            BLP BL\r\n
            PRP PHH 01%20234\r\n
            LSG 0 ~ 0\r\n
            LSG 29 Old%20%25%20friends 0\r\n
            LST <bob=bob@passport.com> Bob%20B. 3 29\r\n
            LST <carol=carol@passport.com> carol@passport.com 4\r\n
        """
      Then Alice's client knows these groups (C-SYN-04):
        | id | name          |
        | 0  | ~             |
        | 29 | Old % friends |
      And Alice's client knows these contacts (C-SYN-04):
        | contact | lists | groups | name               |
        | Bob     | FL,AL | 29     | Bob B.             |
        | Carol   | BL    |        | carol@passport.com |
      And Alice's client knows of itself (C-SYN-04):
        | blp | gtc |
        | BL  | N   |

  Rule: C-SYN-05 Nobody is on the list

    @C-SYN-05
    Example: No contacts, and one group
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-05
        <<< SYN <syn> 27 0 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
        """
      Then Alice goes on to become visible
      And Alice still answers

    @C-SYN-05
    Example: No contacts and no groups
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-05
        <<< SYN <syn> 27 0 0\r\n
            GTC A\r\n
            BLP AL\r\n
        """
      Then Alice goes on to become visible
      And Alice still answers

  Rule: C-SYN-06 Numbers belong to the contact before them

    @C-SYN-06
    Example: Each contact has numbers, the last one too
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 2 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Bob 3 0\r\n
            BPR MOB Y\r\n
            LST <carol=carol@passport.com> Carol 3 0\r\n
        # C-SYN-06
        <<< BPR PHM 9876
        <<< -54321\r\n
            BPR PHH 01%20234\r\n
        """
      Then Alice's client knows these contacts (C-SYN-06):
        | contact | PHH    | PHM        | MOB |
        | Bob     |        |            | Y   |
        | Carol   | 01 234 | 9876-54321 |     |

    @C-SYN-06
    Example: A number without a value
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-06
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <carol=carol@passport.com> Carol 3 0\r\n
            BPR PHH\r\n
            BPR PHM 9876-54321\r\n
        """
      Then Alice's client knows these contacts (C-SYN-06):
        | contact | PHM        |
        | Carol   | 9876-54321 |

  Rule: C-SYN-08 A contact may be in several groups

    @C-SYN-08
    Example: Dave is in three groups, and Bob in the first of them
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-08
        <<< SYN <syn> 27 2 4\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LSG 1 Coworkers 0\r\n
            LSG 2 Friends 0\r\n
            LSG 3 Family 0\r\n
            LST <dave=dave@passport.com> Dave 1 1,2,3\r\n
            LST <bob=bob@passport.com> Bob 3 1\r\n
        """
      Then Alice's client knows these contacts (C-SYN-08):
        | contact | groups |
        | Dave    | 1,2,3  |
        | Bob     | 1      |

  Rule: C-SYN-09 Settings and numbers of unknown types

    @C-SYN-09
    Example: PRP HSB and BPR HSB
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # C-SYN-09
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            PRP HSB 1\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Bob 3 0\r\n
            BPR HSB 1\r\n
        """
      Then Alice still answers

  Rule: C-SYN-12 C-LST-05 Whoever waits on the reverse list

    @C-SYN-12
    Example: Fred has added Alice, and GTC is N
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 1\r\n
            GTC N\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <fred=fred@passport.com> Fred 8\r\n
        """
      Then Alice goes on to become visible
      And Alice still answers

  Rule: C-SYN-13 The list is out of reach

    @C-SYN-13
    Example: SYN 0 gets a version and nothing else
      Given Alice has never signed in before
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=0>\r\n
        # C-SYN-13
        <<< SYN <syn> 27\r\n
        """
      Then Alice's client goes on or gives up

  Rule: X-ENC-01 X-ENC-02 X-ENC-03 X-ENC-04 Names come in every spelling

    @X-ENC-02
    Example: Letters that need not have been encoded
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # X-ENC-02
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 %46%72iends 0\r\n
            LST <bob=bob@passport.com> %42%6F%62%20%C3%A9%61 3 0\r\n
        """
      Then Alice's client knows these contacts (X-ENC-02):
        | contact | name   |
        | Bob     | Bob éa |
      And Alice's client knows these groups (X-ENC-02):
        | id | name    |
        | 0  | Friends |

    @X-ENC-03
    Example: A plus sign is one
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # X-ENC-03
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> a+b%20c 3 0\r\n
        """
      Then Alice's client knows these contacts (X-ENC-03):
        | contact | name  |
        | Bob     | a+b c |

    @X-ENC-04
    Example: Raw UTF-8
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        # X-ENC-04
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Ren\xC3\xA9%20\xE2\x82\xAC 3 0\r\n
        """
      Then Alice's client knows these contacts (X-ENC-04):
        | contact | name   |
        | Bob     | René € |

    @X-ENC-02
    Example: Every letter of every name is encoded
      Given a server that writes every letter of a name as %XX
      And the accounts stand as in the example session
      Then Alice signs in all the same (X-ENC-02)
      And Alice's client knows these contacts (X-ENC-02):
        | contact | name         |
        | Eve     | Eavesdropper |

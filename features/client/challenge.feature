@certify-client @challenge
Feature: Alice's client is challenged

  Background:
    Given the kit plays the server

  Rule: C-CHL-01 C-CHL-02 C-CHL-03 C-CHL-04 Challenges of all kinds

    @C-CHL-01
    Example: The challenge of the documented session
      Given Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 15570131571988941333\r\n
        # C-CHL-01
        >>> QRY <qry=11> <product=msmsgs@msnmsgr.com> 32\r\n
            <digest=8f2f5a91b72102cd28355e9fc9000d6e>
        <<< QRY <qry>\r\n
        """
      Then Alice still answers

    @C-CHL-03
    Scenario Outline: A challenge of another kind: <text>
      Given Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 <text>\r\n
        # C-CHL-03
        >>> QRY <qry=11> <product=msmsgs@msnmsgr.com> 32\r\n
            <digest=0>
        <<< QRY <qry>\r\n
        """
      Then Alice still answers

      Examples:
        | text                                     |
        | abc                                      |
        | 7                                        |
        | 0123456789012345678901234567890123456789 |

    @C-CHL-04
    Example: Three challenges at once
      Given Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 11111111111111111111\r\n
            CHL 0 22222222222222222222\r\n
            CHL 0 33333333333333333333\r\n
        # C-CHL-04
        >>> QRY <first=11> <product=msmsgs@msnmsgr.com> 32\r\n
            <digest=0>
        # C-CHL-04
        >>> QRY <second=12> <product> 32\r\n
            <digest2=0>
        # C-CHL-04
        >>> QRY <third=13> <product> 32\r\n
            <digest3=0>
        <<< QRY <first>\r\n
            QRY <second>\r\n
            QRY <third>\r\n
        """
      Then Alice still answers

    @C-CHL-04
    Example: An answer to nothing
      Given Alice is online
      When the server sends:
        """
        # C-CHL-04
        <<< QRY 4000\r\n
        """
      Then Alice still answers

    @C-CHL-02
    Example: A challenge comes in the middle of the list
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            CHL 0 11111111111111111111\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST <bob=bob@passport.com> Bob 3 0\r\n
        """
      Then Alice still answers

  Rule: C-CHL-05 A server that never challenges

    @C-CHL-05
    Example: Alice comes, is busy, and goes
      Given a server that never challenges
      Then Alice signs in all the same (C-CHL-05)
      When Alice goes busy:
        """
        # C-CHL-05
        >>> CHG <busy=12> BSY <rest-client-id=0>\r\n
        <<< CHG <busy> BSY <rest-client-id>\r\n
        """
      And Alice logs out
      Then Alice can sign in again
